/** The type of the names of memberships in groups, which have no resource of their own. */
export const groupMember = "RbacGroupMember";
